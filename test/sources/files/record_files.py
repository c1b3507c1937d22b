"""Records what real Spark does with streams of files. Run inside a live pyspark, with `spark` and CASES, OUT as paths.

Each case of files.cases.json is played in an empty folder. After each run: the rows of its batches, the offsets, the
source's log, and the files that are left.
"""
import json, os, shutil, tempfile, time

def play(case):
    folder = tempfile.mkdtemp(prefix='files-')
    os.makedirs(folder + '/in')
    there = lambda text: text.replace('DIR', folder)
    runs = []
    for step in case['steps']:
        for name, second, *text in step.get('put', []):
            path = f'{folder}/in/{name}'
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w') as file:
                file.write((text[0] if text else name.split('/')[-1]) + '\n')
            os.utime(path, (10**9 + second, 10**9 + second))
        for name in step.get('remove', []):
            log, number = name.split('/')
            for path in (name, f'{log}/.{number}.crc'):
                os.remove(f'{folder}/checkpoint/{path}')
        if 'run' not in step:
            continue
        batches = []
        options = {key: there(value) for key, value in case.get('options', {}).items()}
        frame = spark.readStream.options(**options).text(f"{folder}/{case.get('at', 'in')}")
        def keep(rows, number):
            texts = [json.dumps([None if value is None else str(value) for value in row], ensure_ascii=False) for row in rows.collect()]
            batches.append([number, sorted(texts)])
        query = (frame.writeStream.foreachBatch(keep).option('checkpointLocation', folder + '/checkpoint')
                 .trigger(**{step['run']: True}).start())
        query.awaitTermination(120)
        time.sleep(0.3) # files are cleaned in the background
        runs.append({'schema': frame.schema.simpleString(), 'batches': batches, **state(folder)})
    shutil.rmtree(folder)
    return {**case, 'runs': runs}

def state(folder):
    def texts(log):
        path = f'{folder}/checkpoint/{log}'
        return {name: open(f'{path}/{name}').read().replace(folder, 'DIR') for name in sorted(os.listdir(path)) if name[0] != '.'}
    offsets = {name: text.split('\n')[2] for name, text in texts('offsets').items()}
    left = sorted(os.path.relpath(os.path.join(root, name), folder).replace(folder[1:], 'DIR')
                  for place in ('in', 'archive') for root, _, names in os.walk(f'{folder}/{place}') for name in names)
    return {'offsets': offsets, 'commits': sorted(texts('commits')), 'sources': texts('sources/0'), 'left': left}

with open(CASES) as file:
    cases = json.load(file)
with open(OUT, 'w') as file:
    file.write('[\n' + ',\n'.join(json.dumps(play(case), ensure_ascii=False) for case in cases) + '\n]\n')
print('recorded', len(cases))
