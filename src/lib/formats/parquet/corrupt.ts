/** What a file's bytes say cannot be. Whoever knows the file's name makes a `RuntimeError` of it. */
export class CorruptPage extends Error {}
