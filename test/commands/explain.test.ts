import { describe, expect, test } from 'vitest';
import { run } from '../support/process.ts';

const explain = (...args: string[]) => run(['explain', ...args]);

describe('xpto explain', () => {
  test('prints the plan of the word count as a tree, and nothing on stderr', async () => {
    const { code, stdout, stderr } = await explain('wordcount');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').slice(1)).toEqual([
      'Aggregate count(1) by palavra',
      '|    keeps count(1) of every palavra, for ever: complete mode gives the whole table each time',
      '|    [palavra: string, count: bigint]',
      '+- Project col AS palavra',
      '   |    [palavra: string]',
      '   +- Generate explode(split(value,  , -1))',
      '      |    [value: string, col: string]',
      '      +- Stream socket',
      '              [value: string]',
      '',
    ]);
  });

  test.each([
    [['wordcount', '--mode', 'update'], 'for ever: no key has a watermark'],
    [['window', '--mode', 'update', '--watermark', '1 minute'], 'until the watermark passes window\n'],
    [
      ['window', '--mode', 'append', '--watermark', '1 minute'],
      'until the watermark passes window; only then gives it',
    ],
  ])('%j says when state is let go', async (args, kept) => {
    const { code, stdout } = await explain(...args);
    expect(code).toBe(0);
    expect(stdout).toContain(kept);
  });

  test('shows a plan that Spark refuses, then refuses it', async () => {
    const { code, stdout, stderr } = await explain('wordcount', '--mode', 'append');
    expect(code).toBe(3);
    expect(stdout).toContain('Aggregate count(1) by palavra');
    expect(stderr).toContain('[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]');
  });

  test('gives the same as JSON', async () => {
    const { stdout } = await explain('wordcount', '--mode', 'update', '--trigger', '10 seconds', '--json');
    const { plan, ...query } = JSON.parse(stdout);
    expect(query).toEqual({
      name: 'wordcount',
      outputMode: 'update',
      sink: 'console',
      trigger: { processingTime: '10 seconds' },
    });
    expect(plan.operator).toBe('Aggregate count(1) by palavra');
    expect(plan.schema).toEqual([
      { name: 'palavra', type: 'string', nullable: true },
      { name: 'count', type: 'bigint', nullable: true },
    ]);
    expect(plan.children[0].children[0].children[0].operator).toBe('Stream socket');
  });

  test.each([[[]], [['foo']]])('%j: says what can be explained', async args => {
    const { code, stdout, stderr } = await explain(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('wordcount, window');
  });
});
