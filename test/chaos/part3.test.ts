import { times } from '../repeated.ts';
import { chaos } from './suite.ts';

chaos(3, times(250));
