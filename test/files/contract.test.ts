import { describeContract } from './contract.ts';
import { places } from './places.ts';

for (const place of places) describeContract(place);
