import { beforeAll } from 'vitest';
import { S3Files } from '../../src/lib/files/s3-files.ts';
import { describeContract } from '../files/contract.ts';
import { type S3Server, servers, startS3 } from '../support/s3-server.ts';

// What holds of files on a disk holds of those in a bucket.

const INSTALL_MS = 20 * 60_000;

for (const name of servers) {
  let server: S3Server;
  let prefixes = 0;
  beforeAll(async () => {
    server = await startS3(name);
  }, INSTALL_MS);

  describeContract({
    name,
    make: async () => ({
      files: await S3Files.open(`s3://lake/a prefix ${++prefixes}/é`, { endpoint: server.endpoint }),
    }),
  });
}
