import { ledgerConformance } from './ledger-conformance.fixture.js';
import { createMemoryLedger } from './memory-ledger.js';

ledgerConformance('memory', (time) => [createMemoryLedger({ clock: time.clock })]);
