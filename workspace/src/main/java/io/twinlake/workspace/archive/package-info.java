/** Point-in-time archives of a workspace on a control root. */
package io.twinlake.workspace.archive;
