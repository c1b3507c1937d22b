/** Functions that Athena has and the engine on this machine has not, or by another name: what the course's questions use. */
export const TRINO_FUNCTIONS: readonly string[] = [
  'approx_distinct(x) AS approx_count_distinct(x)',
  // Letters as MySQL has them.
  `date_format(moment, format) AS strftime(moment, ${[
    ['%i', '%M'],
    ['%s', '%S'],
    ['%h', '%I'],
    ['%T', '%H:%M:%S'],
    ['%W', '%A'],
  ].reduce((text, [theirs, ours]) => `replace(${text}, '${theirs}', '${ours}')`, 'format')})`,
  'from_unixtime(seconds) AS to_timestamp(seconds)',
  'date_diff(unit, first, last) AS date_sub(unit, first, last)', // whole units; its own counts how often one begins
  'to_unixtime(moment) AS epoch(moment)',
  'day_of_week(moment) AS isodow(moment)',
  'day_of_month(moment) AS day(moment)',
  'day_of_year(moment) AS dayofyear(moment)',
  'regexp_like(text, pattern) AS regexp_matches(text, pattern)',
  'json_extract_scalar(json, path) AS json_extract_string(json, path)',
];
