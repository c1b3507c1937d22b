/** What a terminal could take for an instruction: control characters, and those that turn the direction of text. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** As above; in JSON only the end of a line is a bare control character. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with such characters spelled out, as `\x1b` or `\u202e`, so that data cannot steer the terminal. */
export const terminalSafe = (text: string): string =>
  text.replace(UNSAFE, character => {
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });

/** The same for lines of JSON, as JSON spells them: it stays the same value. */
export const terminalSafeJson = (lines: string): string =>
  lines.replace(UNSAFE_IN_JSON, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
