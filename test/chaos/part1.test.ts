import { chaos } from './suite.ts';

chaos(1);
