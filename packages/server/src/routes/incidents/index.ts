// Incidents and alerts on the wires, and the machines that they are about.

import { getAlertDomains, getAlertFiles, getAlertIps, getAlertMachine, getAlertUser } from './alert-relations.js';
import { getDefenderIncident, getDefenderIncidents, patchDefenderIncident } from './defender-incidents.js';
import { getEndpointAlert, getEndpointAlerts, patchEndpointAlert } from './endpoint-alerts.js';
import { getMachine, getMachines } from './endpoint-machines.js';
import { getGraphAlert, getGraphAlerts, patchGraphAlert } from './graph-alerts.js';
import { postGraphAlertComment, postGraphIncidentComment } from './graph-comments.js';
import { getGraphIncident, getGraphIncidents, patchGraphIncident } from './graph-incidents.js';
import { postBatch } from './post-batch.js';
import { postIncidentMerge } from './post-merge.js';

export const incidentRoutes = [
  getDefenderIncidents,
  getDefenderIncident,
  patchDefenderIncident,
  postIncidentMerge,
  getEndpointAlerts,
  getEndpointAlert,
  patchEndpointAlert,
  getAlertMachine,
  getAlertUser,
  getAlertFiles,
  getAlertIps,
  getAlertDomains,
  getMachines,
  getMachine,
  getGraphIncidents,
  getGraphIncident,
  patchGraphIncident,
  postGraphIncidentComment,
  getGraphAlerts,
  getGraphAlert,
  patchGraphAlert,
  postGraphAlertComment,
  postBatch,
] as const;
