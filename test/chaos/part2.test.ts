import { times } from '../repeated.ts';
import { chaos } from './suite.ts';

chaos(2, times(250));
