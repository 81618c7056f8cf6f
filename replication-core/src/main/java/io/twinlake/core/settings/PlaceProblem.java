package io.twinlake.core.settings;

/**
 * Two places of a pair that must not be one, or one inside the other.
 *
 * @param place the one to move, as the settings name it: {@code sites.west.raw}
 * @param message which two, why it is refused, and what to do
 */
public record PlaceProblem(String place, String message) {}
