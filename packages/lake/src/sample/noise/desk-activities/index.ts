// Everything that people do at their desks.

import type { Activity } from './activity.js';
import { administration } from './administration.js';
import { engineering } from './engineering.js';
import { everyone } from './everyone.js';

export const activities: readonly Activity[] = [...everyone, ...engineering, ...administration];

export type { Activity };
