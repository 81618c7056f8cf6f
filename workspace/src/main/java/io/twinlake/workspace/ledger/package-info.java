/** Which object is whose copy, and what both were when they last agreed. */
package io.twinlake.workspace.ledger;
