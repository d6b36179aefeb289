/**
 * The subset of ICU MessageFormat that the catalogs use: {x}, {n, number}, {n, plural, =0 {…} one {…} other {…}}
 * with #, and {x, select, a {…} other {…}}. The server reads the same subset from the same files. An apostrophe
 * quotes braces ('{'), two apostrophes are one.
 */
export type Values = Record<string, unknown>

type Part =
  | { kind: 'text'; text: string }
  | { kind: 'value'; name: string; format: 'plain' | 'number' }
  | { kind: 'hash' }
  | { kind: 'choice'; name: string; plural: boolean; cases: Map<string, Part[]> }

/** A message that cannot be read; `at` is the position in the pattern. */
export class MessageSyntaxError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(`${message} at ${at}`)
  }
}

/** Renders a pattern in a language. A value that is missing stays visible as {name}. */
export function formatMessage(pattern: string, values: Values, language: string): string {
  return render(parse(pattern), values, language, 0)
}

/** The names of all values that a pattern uses, sorted, with the kind of each: the tests compare languages by it. */
export function messageArguments(pattern: string): string[] {
  const names = new Set<string>()
  collect(parse(pattern), names)
  return [...names].sort()
}

function collect(parts: Part[], names: Set<string>): void {
  for (const part of parts) {
    if (part.kind === 'value' || part.kind === 'choice') names.add(part.name)
    if (part.kind === 'choice') for (const branch of part.cases.values()) collect(branch, names)
  }
}

const cache = new Map<string, Part[]>()

function parse(pattern: string): Part[] {
  const known = cache.get(pattern)
  if (known) return known
  const reader = new Reader(pattern)
  const parts = reader.parts(false)
  if (!reader.done()) throw new MessageSyntaxError('unexpected }', reader.at)
  cache.set(pattern, parts)
  return parts
}

class Reader {
  at = 0

  constructor(private readonly source: string) {}

  done(): boolean {
    return this.at >= this.source.length
  }

  parts(inPlural: boolean): Part[] {
    const parts: Part[] = []
    let text = ''
    const flush = () => {
      if (text) parts.push({ kind: 'text', text })
      text = ''
    }
    while (!this.done() && this.peek() !== '}') {
      const c = this.peek()
      if (c === "'") text += this.quoted(inPlural)
      else if (c === '{') {
        flush()
        parts.push(this.argument(inPlural))
      } else if (c === '#' && inPlural) {
        flush()
        this.at++
        parts.push({ kind: 'hash' })
      } else {
        text += c
        this.at++
      }
    }
    flush()
    return parts
  }

  private peek(): string {
    return this.source[this.at] ?? ''
  }

  private quoted(inPlural: boolean): string {
    this.at++
    if (this.peek() === "'") {
      this.at++
      return "'"
    }
    if (this.done() || !(inPlural ? '{}#' : '{}').includes(this.peek())) return "'"
    const match = /^((?:[^']|'')*)'(?!')/.exec(this.source.slice(this.at))
    if (!match) throw new MessageSyntaxError('open quote', this.at)
    this.at += match[0].length
    return (match[1] ?? '').replaceAll("''", "'")
  }

  private argument(inPlural: boolean): Part {
    this.expect('{')
    const name = this.word()
    if (this.peek() === '}') {
      this.at++
      return { kind: 'value', name, format: 'plain' }
    }
    this.expect(',')
    const kind = this.word()
    if (kind === 'number') {
      this.expect('}')
      return { kind: 'value', name, format: 'number' }
    }
    if (kind !== 'plural' && kind !== 'select') throw new MessageSyntaxError(`unknown kind ${kind}`, this.at)
    this.expect(',')
    const cases = this.cases(kind === 'plural' || inPlural)
    if (!cases.has('other')) throw new MessageSyntaxError('case other is missing', this.at)
    return { kind: 'choice', name, plural: kind === 'plural', cases }
  }

  private cases(inPlural: boolean): Map<string, Part[]> {
    const cases = new Map<string, Part[]>()
    this.space()
    while (this.peek() !== '}') {
      const key = this.word()
      this.expect('{')
      cases.set(key, this.parts(inPlural))
      this.expect('}')
      this.space()
    }
    this.expect('}')
    return cases
  }

  private word(): string {
    this.space()
    const match = /^[=\w.-]+/.exec(this.source.slice(this.at))
    if (!match) throw new MessageSyntaxError('a name is missing', this.at)
    this.at += match[0].length
    this.space()
    return match[0]
  }

  private expect(c: string): void {
    this.space()
    if (this.peek() !== c) throw new MessageSyntaxError(`expected ${c}`, this.at)
    this.at++
  }

  private space(): void {
    while (/\s/.test(this.peek())) this.at++
  }
}

function render(parts: Part[], values: Values, language: string, count: number): string {
  return parts.map((part) => renderPart(part, values, language, count)).join('')
}

function renderPart(part: Part, values: Values, language: string, count: number): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'hash':
      return new Intl.NumberFormat(language).format(count)
    case 'value':
      return renderValue(values[part.name], part.name, part.format === 'number', language)
    case 'choice': {
      const value = values[part.name]
      const chosen = part.plural ? pluralCase(part.cases, Number(value), language) : part.cases.get(String(value))
      const branch = chosen ?? part.cases.get('other') ?? []
      // Only a plural changes what # means inside it.
      return render(branch, values, language, part.plural ? Number(value) : count)
    }
  }
}

function pluralCase(cases: Map<string, Part[]>, value: number, language: string): Part[] | undefined {
  return cases.get(`=${value}`) ?? cases.get(new Intl.PluralRules(language).select(value))
}

function renderValue(value: unknown, name: string, asNumber: boolean, language: string): string {
  if (value === undefined || value === null) return `{${name}}`
  if (asNumber || typeof value === 'number') return new Intl.NumberFormat(language).format(Number(value))
  return String(value)
}
