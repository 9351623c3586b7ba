import { isObject } from '../../callback/json.ts';
import type { Members, QueryLanguage } from './states.ts';

/** A value in a definition: the value itself, or the expression that gives it at run time. */
export type Value = { readonly literal: unknown } | { readonly expression: string };

/** A member of a template; undefined if it is missing. */
export function memberOf(template: Members, name: string, language: QueryLanguage): Value | undefined {
  const path = template[`${name}.$`];
  if (language === 'JSONPath' && typeof path === 'string') return { expression: path.trim() };
  return template[name] === undefined ? undefined : readValue(template[name], language);
}

/** A value as it is written in a state. JSONata is written as `{% … %}`. */
export function readValue(value: unknown, language: QueryLanguage): Value {
  const [, expression] = (language === 'JSONata' && /^\{%(.*)%\}$/s.exec(String(value))) || [];
  return expression === undefined ? { literal: value } : { expression: expression.trim() };
}

/** A member of a template with this value. */
export function withMember(name: string, value: Value, language: QueryLanguage): Members {
  if ('literal' in value) return { [name]: value.literal };
  return language === 'JSONata'
    ? { [name]: `{% ${value.expression} %}` }
    : { [`${name}.$`]: value.expression };
}

/** All expressions in a template. */
export function expressionsIn(template: unknown, language: QueryLanguage): readonly string[] {
  if (Array.isArray(template)) return template.flatMap((item) => expressionsIn(item, language));
  if (isObject(template)) {
    return Object.entries(template).flatMap(([name, member]) =>
      name.endsWith('.$') && language === 'JSONPath' ? [String(member)] : expressionsIn(member, language),
    );
  }
  const value = readValue(template, language);
  return 'expression' in value ? [value.expression] : [];
}
