/** A small lake that the demo fills, changes and replicates. */
package io.twinlake.jobs.demo;
