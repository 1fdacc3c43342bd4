// Incidents and alerts on the wires.

import { getGraphAlert, getGraphAlerts, patchGraphAlert } from './graph-alerts.js';
import { postGraphAlertComment, postGraphIncidentComment } from './graph-comments.js';
import { getGraphIncident, getGraphIncidents, patchGraphIncident } from './graph-incidents.js';

export const incidentRoutes = [
  getGraphIncidents,
  getGraphIncident,
  patchGraphIncident,
  postGraphIncidentComment,
  getGraphAlerts,
  getGraphAlert,
  patchGraphAlert,
  postGraphAlertComment,
] as const;
