/** JSON files of a folder, as they come, to files of another format: what the kill test runs, and kills. */
export default (session, [input, output, format, isPartitioned, isLast]) => {
  const rows = session.readStream
    .schema('id bigint, day string, word string')
    .option('maxFilesPerTrigger', 10)
    .json(input);
  const writer = rows.writeStream.format(format).option('path', output);
  if (isPartitioned === 'yes') writer.partitionBy('day');
  if (isLast === 'yes') writer.trigger({ availableNow: true });
  return writer.start();
};
