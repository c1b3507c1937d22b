/** A pattern, a replacement or a LIKE pattern that Java or Spark rejects, or that this translation does not know. */
export class JavaRegexError extends Error {
  /** `syntax`: Java rejects it too. `unsupported`: Java accepts it. */
  readonly reason: 'syntax' | 'unsupported';
  /** Java's own description of a syntax error, or the name of the construct that is not supported. */
  readonly description: string;
  /** Where in the text, counted as Java does: in code points; -1 when Java gives no place. */
  readonly index: number;

  constructor(reason: 'syntax' | 'unsupported', description: string, index: number) {
    super(reason === 'syntax' ? description : `not supported: ${description}`);
    this.name = 'JavaRegexError';
    this.reason = reason;
    this.description = description;
    this.index = index;
  }
}
