import { replayRecorded } from './recorded.ts';

replayRecorded('csv.recorded.json');
