/** Lets a workspace's schedules rest, and wakes exactly those that were awake. */
package io.twinlake.workspace.activate;
