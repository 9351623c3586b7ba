import {
  ANY,
  type ClassItem,
  classOf,
  type Flags,
  literal,
  rangeItem,
  setItem,
  setOf,
} from './python-characters.ts';

/*
 * The patterns of JSON Schemas in sfn-callback-urls are regular expressions of Python's `re`. This file writes them as
 * JavaScript's, which look alike and differ in many details (https://docs.python.org/3.8/library/re.html).
 */

/** A pattern cannot be used. The message names the construct, and quotes nothing from the pattern. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const LARGEST_CODE_POINT = 0x10ffff;

/**
 * @param pattern a regular expression of Python 3.8
 * @returns the source of a RegExp with the flag `u` that finds something in the same texts
 * @throws {PatternError} for a pattern that Python refuses, or that JavaScript cannot express
 */
export function fromPython(pattern: string): string {
  let flags: Flags = new Set();
  for (;;) {
    const translation = new Translation(pattern, flags);
    const source = translation.all();
    // Flags such as `(?i)` hold for the whole pattern, wherever they are.
    if (translation.global.size === flags.size) return valid(flags.has('i') ? `(?i:${source})` : source);
    flags = translation.global;
  }
}

/** A count, for example, can be too large. */
function valid(source: string): string {
  if (isValid(source)) return source;
  throw new PatternError('a pattern cannot be translated.');
}

/** What a branch has read last, and what a quantifier repeats. */
interface Atom {
  readonly source: string;
  /** How many groups were opened before it. */
  readonly groupsBefore: number;
  readonly repeatable: boolean;
}

class Translation {
  /** The flags for the whole pattern, as far as it was read. */
  readonly global: Set<string>;
  readonly #characters: readonly string[];
  #at = 0;
  #groups = 0;
  readonly #names = new Map<string, number>();
  readonly #open = new Set<number>();
  /** The groups that may have matched nothing. A reference to them fails in Python, and succeeds in JavaScript. */
  readonly #perhapsUnset = new Set<number>();

  constructor(pattern: string, flags: Flags) {
    this.#characters = [...pattern];
    this.global = new Set(flags);
  }

  all(): string {
    const source = this.#alternatives(this.global);
    if (this.#at < this.#characters.length) throw new PatternError('a pattern has a ) without a (.');
    return source;
  }

  #alternatives(flags: Flags): string {
    const groupsBefore = this.#groups;
    const branches = [this.#branch(flags)];
    while (this.#take('|')) {
      this.#mayBeUnset(groupsBefore);
      branches.push(this.#branch(flags));
    }
    if (branches.length > 1) this.#mayBeUnset(groupsBefore);
    return branches.join('|');
  }

  #branch(flags: Flags): string {
    const atoms: Atom[] = [];
    for (;;) {
      if (flags.has('x')) this.#skipComments();
      const next = this.#characters[this.#at];
      if (next === undefined || next === '|' || next === ')') break;
      const quantifier = this.#quantifier();
      if (quantifier !== undefined) {
        atoms.push(this.#repeated(atoms.pop(), quantifier));
        continue;
      }
      const isPlace = /^(?:[$^]|\\[AZbB])/.test(next + (this.#characters[this.#at + 1] ?? ''));
      const groupsBefore = this.#groups;
      const source = this.#atom(flags);
      // Comments and flags for the whole pattern leave nothing.
      if (source !== '') atoms.push({ source, groupsBefore, repeatable: !isPlace });
    }
    return atoms.map(({ source }) => source).join('');
  }

  #repeated(atom: Atom | undefined, quantifier: string): Atom {
    if (!atom?.repeatable) {
      throw new PatternError('a pattern has a quantifier with nothing to repeat.');
    }
    if (this.#characters[this.#at] === '+') throw new PatternError('a pattern has a possessive quantifier.');
    const lazy = this.#take('?') ? '?' : '';
    if (/^(?:[*?]|\{0)/.test(quantifier)) this.#mayBeUnset(atom.groupsBefore);
    return { ...atom, repeatable: false, source: `(?:${atom.source})${quantifier}${lazy}` };
  }

  /** Reads `*`, `+`, `?` or `{1,2}`. Other braces are characters. */
  #quantifier(): string | undefined {
    for (const sign of ['*', '+', '?']) if (this.#take(sign)) return sign;
    const rest = this.#characters.slice(this.#at, this.#at + 30).join('');
    const [braces, least, comma, most] = /^\{(\d*)(,?)(\d*)\}/.exec(rest) ?? [];
    if (braces === undefined || braces === '{}') return undefined;
    this.#at += braces.length;
    if (comma && most && Number(most) < Number(least)) {
      throw new PatternError('a pattern has a quantifier whose maximum is below its minimum.');
    }
    return `{${Number(least)}${comma}${most}}`;
  }

  #atom(flags: Flags): string {
    const character = this.#next();
    switch (character) {
      case '.':
        return flags.has('s') ? ANY : '[^\\n]';
      case '^':
        return flags.has('m') ? '(?:^|(?<=\\n))' : '^';
      case '$':
        return flags.has('m') ? '(?:$|(?=\\n))' : '(?=\\n?$)';
      case '(':
        return this.#group(flags);
      case '[':
        return this.#class(flags);
      case '\\':
        return this.#escape(flags);
      default:
        return literal(character, flags);
    }
  }

  #group(flags: Flags): string {
    if (!this.#take('?')) return this.#capture(flags);
    for (const [look, isNegative] of LOOKS) {
      if (!this.#take(look)) continue;
      const groupsBefore = this.#groups;
      const source = `(?${look}${this.#inner(flags)})`;
      if (isNegative) this.#mayBeUnset(groupsBefore);
      return source;
    }
    if (this.#take(':')) return `(?:${this.#inner(flags)})`;
    if (this.#take('P<') || this.#take('<')) return this.#capture(flags, this.#until('>'));
    if (this.#take('P=')) return this.#reference(this.#names.get(this.#until(')')));
    if (this.#take('#')) {
      this.#until(')');
      return '';
    }
    if (this.#take('(')) throw new PatternError('a pattern has a conditional group.');
    if (this.#take('>')) throw new PatternError('a pattern has an atomic group.');
    return this.#flagged(flags);
  }

  #capture(flags: Flags, name?: string): string {
    this.#groups += 1;
    const number = this.#groups;
    if (name !== undefined) this.#name(name, number);
    this.#open.add(number);
    const source = `(${this.#inner(flags)})`;
    this.#open.delete(number);
    return source;
  }

  #name(name: string, number: number): void {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || this.#names.has(name)) {
      throw new PatternError('a pattern has a group whose name is not valid, or twice the same.');
    }
    this.#names.set(name, number);
  }

  #inner(flags: Flags): string {
    const source = this.#alternatives(flags);
    if (this.#take(')')) return source;
    throw new PatternError('a pattern has a ( without a ).');
  }

  /** Reads `(?i)`, `(?i:…)` or `(?-i:…)`, after its question mark. */
  #flagged(flags: Flags): string {
    const text = this.#until(/[:)]/);
    const [, on = '', off] = /^([aimsux]*)(?:-([imsx]+))?$/.exec(text) ?? [undefined, undefined];
    if ((!on && !off) || [...on].some((flag) => off?.includes(flag))) {
      throw new PatternError('a pattern has an unknown group or flag.');
    }
    if (this.#characters[this.#at - 1] === ')') {
      if (off) throw new PatternError('a pattern has flags that it takes back for the rest of it.');
      for (const flag of on.replace('u', '')) this.global.add(flag);
      assertExpressible(this.global);
      return '';
    }
    const inside = new Set([...flags, ...on].filter((flag) => !off?.includes(flag) && flag !== 'u'));
    assertExpressible(inside);
    const modifier = inside.has('i') === flags.has('i') ? '' : inside.has('i') ? 'i' : '-i';
    return `(?${modifier}:${this.#inner(inside)})`;
  }

  #reference(group: number | undefined): string {
    if (group === undefined || group > this.#groups || this.#open.has(group)) {
      throw new PatternError('a pattern refers to a group that does not come before.');
    }
    if (this.#perhapsUnset.has(group)) {
      throw new PatternError('a pattern refers to a group that may have matched nothing.');
    }
    return `(?:\\${group})`;
  }

  /** Reads what follows a backslash, outside of a class. */
  #escape(flags: Flags): string {
    const character = this.#next();
    const word = setOf('w', flags);
    switch (character) {
      case 'A':
        return '^';
      case 'Z':
        return '$';
      case 'b':
        return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`;
      case 'B':
        // In Python, it is not in an empty text.
        return `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}])(?!^$))`;
      default:
    }
    if (/[dswDSW]/.test(character)) return classOf(setItem(character, flags), false);
    if (/[pP]/.test(character)) return this.#property(character);
    if (!/[1-9]/.test(character)) return literal(this.#escapedCharacter(character), flags);
    const [octal] =
      /^[1-7][0-7]{2}/.exec(character + this.#characters.slice(this.#at, this.#at + 2).join('')) ?? [];
    if (octal !== undefined) {
      this.#at += 2;
      return literal(fromOctal(octal), flags);
    }
    const second = this.#characters[this.#at];
    const isTwo = second !== undefined && /[0-9]/.test(second);
    return this.#reference(Number(isTwo ? character + this.#next() : character));
  }

  /** `\p{L}` is a construct of ECMA-262, which JSON Schema recommends. Python has no meaning for it. */
  #property(letter: string): string {
    if (!this.#take('{')) throw new PatternError('a pattern has an unknown escape.');
    const property = `\\${letter}{${this.#until('}')}}`;
    if (isValid(property)) return property;
    throw new PatternError('a pattern has an unknown Unicode property.');
  }

  /** The character of an escape, in a class or outside. */
  #escapedCharacter(character: string): string {
    const control = CONTROLS[character];
    if (control !== undefined) return control;
    const digits = HEX_DIGITS[character];
    if (digits !== undefined) {
      const hex = this.#characters.slice(this.#at, this.#at + digits).join('');
      const codePoint =
        /^[\da-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN;
      if (!(codePoint <= LARGEST_CODE_POINT)) throw new PatternError('a pattern has an incomplete escape.');
      this.#at += digits;
      return String.fromCodePoint(codePoint);
    }
    if (character === '0') {
      const [octal = ''] = /^[0-7]{0,2}/.exec(this.#characters.slice(this.#at, this.#at + 2).join('')) ?? [];
      this.#at += octal.length;
      return fromOctal(`0${octal}`);
    }
    if (/[a-zA-Z0-9]/.test(character)) throw new PatternError('a pattern has an unknown escape.');
    return character;
  }

  #class(flags: Flags): string {
    const isNegated = this.#take('^');
    const items: ClassItem[] = [];
    for (;;) {
      if (items.length > 0 && this.#take(']')) break;
      const first = this.#classItem(flags);
      const isRange = this.#characters[this.#at] === '-' && this.#characters[this.#at + 1] !== ']';
      if (!isRange) {
        items.push(typeof first === 'string' ? rangeItem(first, first, flags) : first);
        continue;
      }
      this.#at += 1;
      const last = this.#classItem(flags);
      if (typeof first !== 'string' || typeof last !== 'string' || codeOf(first) > codeOf(last)) {
        throw new PatternError('a pattern has a range of characters that is not valid.');
      }
      items.push(rangeItem(first, last, flags));
    }
    const all = {
      inside: items.map(({ inside }) => inside).join(''),
      outside: items.flatMap(({ outside = [] }) => outside),
    };
    return classOf(all, isNegated);
  }

  #classItem(flags: Flags): ClassItem | string {
    const character = this.#next();
    if (character !== '\\') return character;
    const escaped = this.#next();
    if (/[dswDSW]/.test(escaped)) return setItem(escaped, flags);
    if (/[pP]/.test(escaped)) return { inside: this.#property(escaped) };
    if (escaped === 'b') return '\b';
    const [octal] =
      /^[0-7]{1,3}/.exec(escaped + this.#characters.slice(this.#at, this.#at + 2).join('')) ?? [];
    if (octal === undefined) return this.#escapedCharacter(escaped);
    this.#at += octal.length - 1;
    return fromOctal(octal);
  }

  #mayBeUnset(groupsBefore: number): void {
    for (let group = groupsBefore + 1; group <= this.#groups; group += 1) this.#perhapsUnset.add(group);
  }

  #skipComments(): void {
    for (;;) {
      if (this.#take('#')) while (this.#at < this.#characters.length && this.#next() !== '\n');
      else if (/[ \t\n\r\v\f]/.test(this.#characters[this.#at] ?? '')) this.#at += 1;
      else return;
    }
  }

  #next(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new PatternError('a pattern is not complete.');
    this.#at += 1;
    return character;
  }

  #take(text: string): boolean {
    const isNext = [...text].every((character, index) => this.#characters[this.#at + index] === character);
    if (isNext) this.#at += text.length;
    return isNext;
  }

  /** Reads up to a character, and the character. */
  #until(end: string | RegExp): string {
    let text = '';
    for (;;) {
      const character = this.#next();
      if (typeof end === 'string' ? character === end : end.test(character)) return text;
      text += character;
    }
  }
}

const LOOKS = [
  ['=', false],
  ['!', true],
  ['<=', false],
  ['<!', true],
] as const;

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function fromOctal(digits: string): string {
  const code = Number.parseInt(digits, 8);
  if (code > 0o377) throw new PatternError('a pattern has an octal escape above \\377.');
  return String.fromCodePoint(code);
}

/** With both flags, only the case of ASCII letters does not count. */
function assertExpressible(flags: Flags): void {
  if (flags.has('a') && flags.has('i')) throw new PatternError('a pattern has the flags a and i.');
}

function isValid(source: string): boolean {
  try {
    return Boolean(new RegExp(source, 'u'));
  } catch {
    return false;
  }
}
