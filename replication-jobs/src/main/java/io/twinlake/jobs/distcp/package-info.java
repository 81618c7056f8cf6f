/** Hadoop's DistCp as a way to move the bytes of a first load. */
package io.twinlake.jobs.distcp;
