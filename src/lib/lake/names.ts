/** Names of columns and tables, as the files have them, as Athena has them, and without accents. */

/** Athena's catalogue has no capital letters. */
export const catalogName = (name: string): string => name.toLowerCase();

/** Letters without accents, digits and underscores: what SQL takes without quotes. */
export const plainName = (name: string): string =>
  catalogName(name.normalize('NFD').replace(/\p{M}/gu, '')).replace(/[^a-z0-9_]/g, '_');

/** The plain names of columns, each another one: of two that would be alike the second has a number. */
export function plainNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map(name => {
    const plain = plainName(name);
    let own = plain;
    for (let n = 2; taken.has(own); n++) own = `${plain}_${n}`;
    taken.add(own);
    return own;
  });
}

/** Whether all engines take it for the name of a table or a database: Hive's catalogue refuses accents in those. */
export const isTableName = (name: string): boolean => /^[a-z_][a-z0-9_]{0,127}$/.test(name);

/** As SELECT quotes names: where they need it. */
export const quotedName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** As DDL quotes them: always, and otherwise than SELECT. */
export const ddlName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
