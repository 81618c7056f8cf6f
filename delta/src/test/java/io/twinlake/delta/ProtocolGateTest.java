package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolGateTest {

  private static Protocol features(Set<String> readers, Set<String> writers) {
    return new Protocol(3, 7, readers, writers);
  }

  @Test
  void oldProtocolsPass() {
    assertThat(ProtocolGate.refusal(new Protocol(1, 2, Set.of(), Set.of()))).isEmpty();
    assertThat(ProtocolGate.refusal(new Protocol(2, 5, Set.of(), Set.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deletionVectors",
        "columnMapping",
        "v2Checkpoint",
        "timestampNtz",
        "typeWidening",
        "typeWidening-preview",
        "variantType",
        "variantType-preview",
        "vacuumProtocolCheck"
      })
  void knownFeaturesPass(String feature) {
    assertThat(ProtocolGate.refusal(features(Set.of(feature), Set.of(feature)))).isEmpty();
  }

  /** T24 */
  @Test
  void anUnknownFeatureOfReadersIsRefusedByName() {
    assertThat(ProtocolGate.refusal(features(Set.of("adaptiveMetadata"), Set.of())))
        .hasValueSatisfying(
            why -> assertThat(why).contains("adaptiveMetadata").contains("DROP FEATURE"));
  }

  /** T24 */
  @Test
  void anUnknownFeatureOfWritersPasses() {
    assertThat(ProtocolGate.refusal(features(Set.of(), Set.of("rowTracking", "fromTomorrow"))))
        .isEmpty();
  }

  @Test
  void readersOfAnUnknownVersionAreRefused() {
    assertThat(ProtocolGate.refusal(new Protocol(4, 7, Set.of(), Set.of())))
        .hasValueSatisfying(why -> assertThat(why).contains("version 4"));
  }

  /** T25 */
  @ParameterizedTest
  @ValueSource(strings = {"catalogManaged", "catalogOwned-preview"})
  void whatACatalogDecidesIsRefused(String feature) {
    assertThat(ProtocolGate.refusal(features(Set.of(feature), Set.of(feature))))
        .hasValueSatisfying(
            why -> assertThat(why).contains(feature).contains("catalog's own disaster recovery"));
    assertThat(ProtocolGate.refusal(features(Set.of(), Set.of(feature)))).isPresent();
  }

  /** T25 */
  @Test
  void aTableWithACommitCoordinatorIsRefused() {
    String property = "delta.coordinatedCommits.commitCoordinator-preview";
    assertThat(ProtocolGate.refusal(new TableMetadata("id", Map.of(property, "dynamodb"))))
        .hasValueSatisfying(why -> assertThat(why).contains(property));
  }

  /** T32: the feature alone does nothing. */
  @Test
  void aRedirectIsRefusedWhenItIsUsed() {
    assertThat(
            ProtocolGate.refusal(
                features(
                    Set.of("redirectReaderWriter-preview"),
                    Set.of("redirectReaderWriter-preview"))))
        .isEmpty();
    assertThat(
            ProtocolGate.refusal(
                new TableMetadata("id", Map.of("delta.redirectReaderWriter-preview", "{}"))))
        .hasValueSatisfying(why -> assertThat(why).contains("another table").contains("unset"));
    assertThat(
            ProtocolGate.refusal(
                new TableMetadata("id", Map.of("delta.redirectReaderWriter-preview", ""))))
        .isEmpty();
  }
}
