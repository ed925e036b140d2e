import { times } from '../repeated.ts';
import { chaos } from './suite.ts';

chaos(0, times(250));
