// The endpoints of the terms: documents and acceptance for everybody, the rest for the operator on this machine.

import { getControls } from './get-controls.js';
import { getDocument } from './get-document.js';
import { getDocumentDiff } from './get-document-diff.js';
import { getDocumentVersion } from './get-document-version.js';
import { getLocalControls } from './get-local-controls.js';
import { getLocalDocuments } from './get-local-documents.js';
import { getPrivacy } from './get-privacy.js';
import { getTerms } from './get-terms.js';
import { getLocalAcceptances, postLocalAcceptances } from './local-acceptances.js';
import { getLocalConsents, getLocalReceipt, postLocalConsents, postLocalWithdrawal } from './local-consents.js';
import { postAcceptance } from './post-acceptance.js';
import { postLocalDocument } from './post-local-document.js';

export const termsRoutes = [
  getTerms,
  getDocument,
  getDocumentVersion,
  getDocumentDiff,
  getPrivacy,
  postAcceptance,
  getControls,
  getLocalControls,
  getLocalDocuments,
  postLocalDocument,
  getLocalAcceptances,
  postLocalAcceptances,
  getLocalConsents,
  getLocalReceipt,
  postLocalConsents,
  postLocalWithdrawal,
] as const;
