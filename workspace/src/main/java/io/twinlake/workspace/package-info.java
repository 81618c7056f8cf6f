/**
 * Carries Databricks workspaces from one site to another: export, mapping, import, diff,
 * activation.
 */
package io.twinlake.workspace;
