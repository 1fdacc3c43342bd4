// Every control, in the order of the terms; the compiler demands each id of the union.

import { aup1 } from './aup-1.js';
import { aup2 } from './aup-2.js';
import { aup3 } from './aup-3.js';
import { aup4 } from './aup-4.js';
import { aup5 } from './aup-5.js';
import { aup6 } from './aup-6.js';
import { aup7 } from './aup-7.js';
import { aup8 } from './aup-8.js';
import { aup9 } from './aup-9.js';
import { aup10 } from './aup-10.js';
import { aup11 } from './aup-11.js';
import { chg1 } from './chg-1.js';
import { chg2 } from './chg-2.js';
import { chg3 } from './chg-3.js';
import { chg4 } from './chg-4.js';
import type { Control } from './control.js';
import type { ControlId } from './control-ids.js';
import { dat1 } from './dat-1.js';
import { dat2 } from './dat-2.js';
import { dat3 } from './dat-3.js';
import { dat4 } from './dat-4.js';
import { dat5 } from './dat-5.js';
import { dat6 } from './dat-6.js';
import { dat7 } from './dat-7.js';
import { end1 } from './end-1.js';
import { end2 } from './end-2.js';
import { end3 } from './end-3.js';
import { lic1 } from './lic-1.js';
import { lim1 } from './lim-1.js';
import { lim2 } from './lim-2.js';
import { lim3 } from './lim-3.js';
import { lim4 } from './lim-4.js';
import { lim5 } from './lim-5.js';
import { lim6 } from './lim-6.js';
import { lim7 } from './lim-7.js';
import { reg1 } from './reg-1.js';
import { reg2 } from './reg-2.js';
import { reg3 } from './reg-3.js';
import { reg4 } from './reg-4.js';
import { reg5 } from './reg-5.js';
import { reg6 } from './reg-6.js';
import { reg7 } from './reg-7.js';
import { sec1 } from './sec-1.js';
import { sec2 } from './sec-2.js';
import { sec3 } from './sec-3.js';
import { sec4 } from './sec-4.js';
import { use1 } from './use-1.js';
import { use2 } from './use-2.js';
import { use3 } from './use-3.js';
import { use4 } from './use-4.js';
import { use5 } from './use-5.js';
import { use6 } from './use-6.js';
import { use7 } from './use-7.js';
import { use8 } from './use-8.js';
import { use9 } from './use-9.js';
import { use10 } from './use-10.js';
import { use11 } from './use-11.js';

export const controls: Readonly<Record<ControlId, Control>> = {
  'REG-1': reg1,
  'REG-2': reg2,
  'REG-3': reg3,
  'REG-4': reg4,
  'REG-5': reg5,
  'REG-6': reg6,
  'REG-7': reg7,
  'LIC-1': lic1,
  'USE-1': use1,
  'USE-2': use2,
  'USE-3': use3,
  'USE-4': use4,
  'USE-5': use5,
  'USE-6': use6,
  'USE-7': use7,
  'USE-8': use8,
  'USE-9': use9,
  'USE-10': use10,
  'USE-11': use11,
  'SEC-1': sec1,
  'SEC-2': sec2,
  'SEC-3': sec3,
  'SEC-4': sec4,
  'DAT-1': dat1,
  'DAT-2': dat2,
  'DAT-3': dat3,
  'DAT-4': dat4,
  'DAT-5': dat5,
  'DAT-6': dat6,
  'DAT-7': dat7,
  'CHG-1': chg1,
  'CHG-2': chg2,
  'CHG-3': chg3,
  'CHG-4': chg4,
  'END-1': end1,
  'END-2': end2,
  'END-3': end3,
  'LIM-1': lim1,
  'LIM-2': lim2,
  'LIM-3': lim3,
  'LIM-4': lim4,
  'LIM-5': lim5,
  'LIM-6': lim6,
  'LIM-7': lim7,
  'AUP-1': aup1,
  'AUP-2': aup2,
  'AUP-3': aup3,
  'AUP-4': aup4,
  'AUP-5': aup5,
  'AUP-6': aup6,
  'AUP-7': aup7,
  'AUP-8': aup8,
  'AUP-9': aup9,
  'AUP-10': aup10,
  'AUP-11': aup11,
};
