// The exposure graph: the hunting tables of this family, column by column, in the order a query returns them.

import { defineTable } from './define-table.js';

export const ExposureGraphEdges = defineTable(
  'ExposureGraphEdges',
  `
  EdgeId:string, EdgeLabel:string, SourceNodeId:string, SourceNodeName:string, SourceNodeLabel:string,
  SourceNodeCategories:dynamic, TargetNodeId:string, TargetNodeName:string, TargetNodeLabel:string,
  TargetNodeCategories:dynamic, EdgeProperties:dynamic
`,
);

export const ExposureGraphNodes = defineTable(
  'ExposureGraphNodes',
  `
  NodeId:string, NodeLabel:string, NodeName:string, Categories:dynamic, NodeProperties:dynamic, EntityIds:dynamic
`,
);
