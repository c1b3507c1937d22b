import { replayRecorded } from './recorded.ts';

replayRecorded('text.recorded.json');
