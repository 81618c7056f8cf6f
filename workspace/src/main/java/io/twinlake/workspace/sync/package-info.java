/** What an import decides and does: matching, references, regions, three-way merge. */
package io.twinlake.workspace.sync;
