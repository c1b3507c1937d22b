import { invalidRequest, type ParameterProblem } from './problems.ts';

/**
 * The parameters of a request, read one by one. Everything wrong with them is collected, and told at the end, as X does.
 */
export class Parameters {
  readonly #given: URLSearchParams;
  readonly #known: readonly string[];
  readonly #problems: ParameterProblem[] = [];

  /** @param known those that the endpoint takes */
  constructor(given: URLSearchParams, known: readonly string[]) {
    this.#given = given;
    this.#known = known;
  }

  text(name: string): string | undefined {
    return this.#given.get(name) ?? undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') this.refuse(name, `The \`${name}\` query parameter can not be empty`);
    return value ?? '';
  }

  integer(name: string, least: number, most: number, byDefault: number): number {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    this.refuse(name, `The \`${name}\` query parameter value [${value}] is not between ${least} and ${most}`);
    return byDefault;
  }

  id(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || isId(value)) return value;
    this.refuse(name, `The \`${name}\` query parameter value [${value}] is not valid`);
    return undefined;
  }

  /** Milliseconds since 1970 UTC. */
  time(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/.test(value) ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(timeMs)) return timeMs;
    this.refuse(name, `The \`${name}\` query parameter value [${value}] is not a valid RFC 3339 date-time`);
    return undefined;
  }

  flag(name: string): boolean {
    return this.oneOf(name, ['true', 'false'], 'false') === 'true';
  }

  oneOf<const T extends string>(name: string, choices: readonly T[], byDefault: T): T {
    const [value = byDefault] = this.list(name, choices);
    return value as T;
  }

  /** Values with commas between them, each one of `choices`. */
  list(name: string, choices: readonly string[]): string[] {
    const values = this.text(name)?.split(',') ?? [];
    for (const value of values) {
      if (choices.includes(value)) continue;
      this.refuse(name, `The \`${name}\` query parameter value [${value}] is not one of [${choices.join(',')}]`);
    }
    return values;
  }

  /** Ids with commas between them. */
  ids(name: string, most: number): string[] {
    const values = this.required(name).split(',');
    if (values.length > most) {
      this.refuse(
        name,
        `The number of values in the \`${name}\` query parameter list [${values.length}] is not between 1 and ${most}`,
      );
    }
    for (const value of values) {
      if (value !== '' && !isId(value))
        this.refuse(name, `The \`${name}\` query parameter value [${value}] is not valid`);
    }
    return values;
  }

  refuse(name: string, message: string): void {
    this.#problems.push({ parameters: { [name]: this.#given.getAll(name) }, message });
  }

  /** @throws Problem where anything was wrong */
  check(): void {
    for (const name of new Set(this.#given.keys())) {
      if (this.#known.includes(name)) continue;
      this.refuse(name, `The query parameter [${name}] is not one of [${this.#known.join(',')}]`);
    }
    if (this.#problems.length > 0) throw invalidRequest(this.#problems);
  }
}

const isId = (value: string): boolean => /^\d{1,19}$/.test(value);
