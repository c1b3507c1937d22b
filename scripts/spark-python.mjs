// A Python with the Spark that xpto is compared with.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SPARK_VERSION = '4.3.0';

const venvFolder = process.env.XPTO_SPARK_VENV ?? join(tmpdir(), `xpto-spark-${SPARK_VERSION}`);
const venvPython = join(venvFolder, 'bin', 'python');

/**
 * The Python that has Spark: the one that XPTO_SPARK_PYTHON names, or the virtual environment that was made before.
 *
 * @returns undefined when there is none
 */
export function sparkPython() {
  const named = process.env.XPTO_SPARK_PYTHON;
  const python = named ?? venvPython;
  return versionIn(python) === SPARK_VERSION ? python : undefined;
}

/** As `sparkPython`, but makes the virtual environment when there is none, which takes a minute or two. */
export function installedSparkPython() {
  const found = sparkPython();
  if (found !== undefined) return found;
  const named = process.env.XPTO_SPARK_PYTHON;
  if (named !== undefined) throw new Error(`XPTO_SPARK_PYTHON is ${named}, which has no pyspark ${SPARK_VERSION}.`);
  console.error(`Installing pyspark ${SPARK_VERSION} in ${venvFolder} ...`);
  if (!existsSync(venvPython)) run('python3', ['-m', 'venv', venvFolder]);
  run(venvPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `pyspark==${SPARK_VERSION}`]);
  return venvPython;
}

/** Spark needs Java 17 or later. */
export function requireJava() {
  const java = process.env.JAVA_HOME === undefined ? 'java' : join(process.env.JAVA_HOME, 'bin', 'java');
  const { error } = spawnSync(java, ['-version'], { stdio: 'ignore' });
  if (error) throw new Error(`Spark needs Java 17 or later, and "${java}" does not start: ${error.message}`);
}

function versionIn(python) {
  const { stdout } = spawnSync(python, ['-c', 'from importlib.metadata import version as v; print(v("pyspark"))'], {
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
