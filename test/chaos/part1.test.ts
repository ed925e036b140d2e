import { times } from '../repeated.ts';
import { chaos } from './suite.ts';

chaos(1, times(250));
