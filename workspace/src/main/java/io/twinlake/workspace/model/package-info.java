/** What a workspace holds, as values. */
package io.twinlake.workspace.model;
