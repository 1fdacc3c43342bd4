// The closed list of controls: every clause of the terms is upheld, watched, declared or told by at least one of them.

/** Ids of all controls, in the order of the terms. */
export const controlIds = [
  ...(['REG-1', 'REG-2', 'REG-3', 'REG-4', 'REG-5', 'REG-6', 'REG-7'] as const),
  ...(['LIC-1'] as const),
  ...(['USE-1', 'USE-2', 'USE-3', 'USE-4', 'USE-5', 'USE-6', 'USE-7', 'USE-8', 'USE-9', 'USE-10', 'USE-11'] as const),
  ...(['SEC-1', 'SEC-2', 'SEC-3', 'SEC-4'] as const),
  ...(['DAT-1', 'DAT-2', 'DAT-3', 'DAT-4', 'DAT-5', 'DAT-6', 'DAT-7'] as const),
  ...(['CHG-1', 'CHG-2', 'CHG-3', 'CHG-4'] as const),
  ...(['END-1', 'END-2', 'END-3'] as const),
  ...(['LIM-1', 'LIM-2', 'LIM-3', 'LIM-4', 'LIM-5', 'LIM-6', 'LIM-7'] as const),
  ...(['AUP-1', 'AUP-2', 'AUP-3', 'AUP-4', 'AUP-5', 'AUP-6'] as const),
  ...(['AUP-7', 'AUP-8', 'AUP-9', 'AUP-10', 'AUP-11'] as const),
] as const;

/** Id of a control: `REG-1`. */
export type ControlId = (typeof controlIds)[number];
