export { renderDrift } from './drift.ts';
export { driftJson } from './driftJson.ts';
export { renderOutcomes } from './outcomes.ts';
export { renderPlan } from './plan.ts';
export { plainStyle } from './style.ts';
export type { Layout, Style } from './style.ts';
export { renderMarkdown } from './markdown/plan.ts';
export { errorJson, planJson, printJson } from './json.ts';
export type { Context, Failure } from './json.ts';
