import { replayRecorded } from './recorded.ts';

replayRecorded('functions-b.recorded.json');
