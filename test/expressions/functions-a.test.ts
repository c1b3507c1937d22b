import { replayRecorded } from './recorded.ts';

replayRecorded('functions-a.recorded.json');
