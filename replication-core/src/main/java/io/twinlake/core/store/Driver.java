package io.twinlake.core.store;

/** By which way a store is reached, where there are two: the setting {@code driver} of a site. */
public enum Driver {
  /** Natively where we can, else through Hadoop's driver. Decided from the settings alone. */
  AUTO,
  /** By our own client of the service, whatever else is there. */
  NATIVE,
  /** Through the file system that Hadoop has for the scheme. */
  HADOOP
}
