// A Python with some packages, in a virtual environment that is kept.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a virtual environment where there is none yet, which takes a minute.
 *
 * @param packages by their names, with exact versions
 * @returns the folder of its programs
 */
export function pythonPrograms(name, packages) {
  const wanted = Object.entries(packages);
  const folder = join(tmpdir(), `xpto-${name}-${wanted.map(([, version]) => version).join('-')}`);
  const programs = join(folder, 'bin');
  const python = join(programs, 'python');
  if (!existsSync(python)) run('python3', ['-m', 'venv', folder]);
  const missing = wanted.filter(([known, version]) => versionOf(python, known) !== version);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  if (missing.length > 0) run(python, [...install, ...missing.map(([known, version]) => `${known}==${version}`)]);
  return programs;
}

function versionOf(python, name) {
  const program = 'import sys; from importlib.metadata import version; print(version(sys.argv[1]))';
  const { stdout } = spawnSync(python, ['-c', program, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout?.trim();
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
  if (error || status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `ended with ${status}`}`);
}
