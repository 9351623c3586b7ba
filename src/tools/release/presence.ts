import { isDeepStrictEqual } from 'node:util';
import { choiceOf, type Json, type JsonObject, NO_VALUE } from './json.ts';
import { merge } from './merge.ts';

/** When a resource exists: always, never, or under a condition of the template. */
export type Presence = true | false | string;

/** The conditions of a template, and those that are made of them. */
export class Conditions {
  readonly #all: Record<string, JsonObject>;

  constructor(named: Readonly<Record<string, JsonObject>>) {
    this.#all = { ...named };
  }

  get all(): Readonly<Record<string, JsonObject>> {
    return this.#all;
  }

  /** When a value exists that is made of choices. */
  presenceOf(value: Json): Presence {
    if (isDeepStrictEqual(value, NO_VALUE)) return false;
    const choice = choiceOf(value);
    if (!choice) return true;
    const [condition, then, otherwise] = choice;
    return this.#choice(condition, this.presenceOf(then), this.presenceOf(otherwise));
  }

  #choice(condition: string, then: Presence, otherwise: Presence): Presence {
    if (then === otherwise) return then;
    if (then === true) return this.#either(condition, otherwise);
    if (otherwise === false) return this.#both(condition, then);
    const not = this.#define(`Not${condition}`, { 'Fn::Not': [{ Condition: condition }] });
    return then === false
      ? this.#both(not, otherwise)
      : this.#either(this.#both(condition, then), this.#both(not, otherwise));
  }

  #both(one: string, other: Presence): string {
    if (typeof other === 'boolean' || one === other) return one;
    return this.#define(`Both${one}And${other}`, { 'Fn::And': [{ Condition: one }, { Condition: other }] });
  }

  #either(one: string, other: Presence): string {
    if (typeof other === 'boolean' || one === other) return one;
    return this.#define(`Either${one}Or${other}`, { 'Fn::Or': [{ Condition: one }, { Condition: other }] });
  }

  #define(name: string, expression: JsonObject): string {
    this.#all[name] = expression;
    return name;
  }
}

/** A value that is made of choices, where it exists: without the choice whether it exists. */
export function existing(value: Json): Json {
  const choice = choiceOf(value);
  if (!choice) return value;
  const [condition, then, otherwise] = [choice[0], existing(choice[1]), existing(choice[2])];
  if (isDeepStrictEqual(then, NO_VALUE)) return otherwise;
  if (isDeepStrictEqual(otherwise, NO_VALUE)) return then;
  return merge(condition, then, otherwise);
}
