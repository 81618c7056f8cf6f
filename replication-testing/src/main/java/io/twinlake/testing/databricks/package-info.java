/**
 * Databricks workspaces on this machine: stateful, strict, with forced paging and faults. Driven
 * through the Databricks SDK like real ones.
 */
package io.twinlake.testing.databricks;
