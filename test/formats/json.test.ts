import { replayRecorded } from './recorded.ts';

replayRecorded('json.recorded.json');
