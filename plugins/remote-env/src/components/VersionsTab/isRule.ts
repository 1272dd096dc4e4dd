import {
  CHANGE_RULES,
  type ChangeRule,
} from '@remote-env/plugin-remote-env-common';

/** Whether this version of the page has words for what happened; a newer portal may know more. */
export function isRule(rule: string): rule is ChangeRule {
  return CHANGE_RULES.some(each => each === rule);
}
