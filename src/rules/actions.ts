import type { RuleAction } from '../model.ts';

/** Permissions and roles in a sentence: `ROLE_BINDING_CREATE and PROJECT_SPAN_READ`. */
export const actionsText = (actions: readonly RuleAction[]): string =>
  actions.map(actionText).join(' and ');

function actionText(action: RuleAction): string {
  switch (action.is) {
    case 'access':
      return 'access';
    case 'role':
      return `${action.role} access`;
    case 'permission':
      return action.permission;
  }
}
