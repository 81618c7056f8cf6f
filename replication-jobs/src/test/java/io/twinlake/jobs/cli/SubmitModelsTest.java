package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonSerializable;
import com.azure.json.JsonWriter;
import com.azure.resourcemanager.authorization.models.RoleAssignmentCreateParameters;
import com.azure.resourcemanager.datafactory.fluent.models.LinkedServiceResourceInner;
import com.azure.resourcemanager.datafactory.fluent.models.PipelineResourceInner;
import com.azure.resourcemanager.datafactory.fluent.models.TriggerResourceInner;
import com.azure.resourcemanager.hdinsight.models.ClusterCreateParametersExtended;
import com.azure.resourcemanager.monitor.fluent.models.DiagnosticSettingsResourceInner;
import com.azure.resourcemanager.msi.fluent.models.IdentityInner;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkInner;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkPeeringInner;
import com.azure.resourcemanager.storage.fluent.models.BlobContainerInner;
import com.azure.resourcemanager.storage.models.StorageAccountCreateParameters;
import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.SubmitRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of submit/ are what the services' own models know: each is read by the vendor's SDK,
 * written back, and nothing vanished.
 */
class SubmitModelsTest {
  private static final ObjectMapper STRICT =
      SerDeUtils.createMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

  /** What the service sees of a resource besides its name and place in the template. */
  private static final Set<String> ENVELOPE =
      Set.of("type", "apiVersion", "name", "dependsOn", "scope");

  private static final Map<String, Reader> MODELS =
      Map.ofEntries(
          Map.entry("Microsoft.DataFactory/factories/pipelines", PipelineResourceInner::fromJson),
          Map.entry(
              "Microsoft.DataFactory/factories/linkedservices",
              LinkedServiceResourceInner::fromJson),
          Map.entry("Microsoft.DataFactory/factories/triggers", TriggerResourceInner::fromJson),
          Map.entry("Microsoft.Network/virtualNetworks", VirtualNetworkInner::fromJson),
          Map.entry(
              "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
              VirtualNetworkPeeringInner::fromJson),
          Map.entry("Microsoft.Storage/storageAccounts", StorageAccountCreateParameters::fromJson),
          Map.entry(
              "Microsoft.Storage/storageAccounts/blobServices/containers",
              BlobContainerInner::fromJson),
          Map.entry("Microsoft.ManagedIdentity/userAssignedIdentities", IdentityInner::fromJson),
          Map.entry(
              "Microsoft.Authorization/roleAssignments", RoleAssignmentCreateParameters::fromJson),
          Map.entry(
              "Microsoft.Insights/diagnosticSettings", DiagnosticSettingsResourceInner::fromJson));

  /**
   * No model of these could be had; docs/operations.md says so. The properties that the templates
   * are meant to have: a new one, or a misspelt one, is to be looked up before it is added here.
   */
  private static final Map<String, Set<String>> BY_HAND =
      Map.of(
          "Microsoft.OperationalInsights/workspaces",
          Set.of("retentionInDays", "sku"),
          "Microsoft.Databricks/workspaces",
          Set.of("managedResourceGroupId", "publicNetworkAccess", "requiredNsgRules"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adf/hdinsight.json",
        "adf/databricks.json",
        "provision/region.json",
        "provision/peering.json",
        "provision/roles-source.json",
        "provision/roles-target.json",
        "provision/hdinsight.json",
        "provision/databricks.json",
      })
  void everyResourceIsWhatAzuresOwnModelsKnow(String file) throws IOException {
    List<ObjectNode> resources = SubmitFiles.resources(file);
    assertThat(resources).isNotEmpty();
    for (ObjectNode resource : resources) {
      String type = resource.get("type").textValue();
      if (BY_HAND.containsKey(type)) {
        Set<String> properties = new TreeSet<>();
        resource.get("properties").fieldNames().forEachRemaining(properties::add);
        assertThat(properties).as(type).isEqualTo(BY_HAND.get(type));
        continue;
      }
      ObjectNode body = resource.deepCopy();
      body.remove(ENVELOPE);
      if (type.equals("Microsoft.HDInsight/clusters")) {
        // This model is Jackson's, which refuses what it does not know.
        JsonNode back =
            SubmitFiles.JSON.valueToTree(
                SubmitFiles.JSON.treeToValue(body, ClusterCreateParametersExtended.class));
        assertThat(missing("", body, back)).as("%s, written back", file).isEmpty();
        continue;
      }
      assertThat(MODELS).as("a model of %s", type).containsKey(type);
      JsonSerializable<?> model = read(type, body);
      assertThat(missing("", body, written(model)))
          .as("%s %s, written back", file, resource.get("name"))
          .isEmpty();
      assertThat(unknown(model))
          .as("%s %s, unknown to the model", file, resource.get("name"))
          .isEmpty();
    }
  }

  @Test
  void aMisspeltKeyIsSeen() throws IOException {
    ObjectNode pipeline =
        SubmitFiles.resources("adf/hdinsight.json").stream()
            .filter(r -> r.get("name").textValue().contains("twinlake-steps"))
            .findFirst()
            .orElseThrow();
    ObjectNode activity = (ObjectNode) pipeline.at("/properties/activities/0");
    activity.put("dependOn", "x");
    ((ObjectNode) activity.get("typeProperties")).put("clasName", "x");
    pipeline.remove(ENVELOPE);
    JsonSerializable<?> model = read("Microsoft.DataFactory/factories/pipelines", pipeline);
    assertThat(unknown(model)).containsExactly("dependOn");
    assertThat(missing("", pipeline.get("properties"), written(model).get("properties")))
        .containsExactly("/activities/0/typeProperties/clasName");
  }

  @ParameterizedTest
  @ValueSource(strings = {"west", "east"})
  void theBundlesJobsAreWhatTheJobsApiKnows(String target) throws IOException {
    Map<String, JsonNode> jobs = SubmitFiles.bundleJobs(target);
    assertThat(jobs).hasSize(4);
    for (Map.Entry<String, JsonNode> each : jobs.entrySet()) {
      JsonNode job = each.getValue();
      CreateJob model = STRICT.treeToValue(job, CreateJob.class);
      assertThat(missing("", job, STRICT.valueToTree(model))).isEmpty();
      assertThat(job.at("/schedule/pause_status").textValue())
          .as("only the side that pulls is awake, and the export at the primary")
          .isEqualTo(
              target.equals("west") == !each.getKey().equals("twinlake_metastore_export")
                  ? "UNPAUSED"
                  : "PAUSED");
      assertThat(job.get("max_concurrent_runs").intValue()).isOne();
    }
  }

  @Test
  void theJobsApisFilesAreWhatItKnows() throws IOException {
    JsonNode job = SubmitFiles.json("databricks/job.json");
    assertThat(missing("", job, STRICT.valueToTree(STRICT.treeToValue(job, CreateJob.class))))
        .isEmpty();
    ObjectNode run = (ObjectNode) SubmitFiles.json("databricks/run.json");
    ((ObjectNode) run.at("/tasks/0/new_cluster")).put("num_workers", 2);
    assertThat(missing("", run, STRICT.valueToTree(STRICT.treeToValue(run, SubmitRun.class))))
        .isEmpty();
    ((ObjectNode) run.at("/tasks/0/spark_jar_task")).put("main_clas", "x");
    assertThatThrownBy(() -> STRICT.treeToValue(run, SubmitRun.class))
        .isInstanceOf(UnrecognizedPropertyException.class);
  }

  @Test
  void everyClusterIsDedicatedAndOnJava17() throws JsonProcessingException {
    List<JsonNode> clusters =
        new java.util.ArrayList<>(
            SubmitFiles.json("databricks/job.json").findValues("new_cluster"));
    clusters.addAll(SubmitFiles.json("databricks/run.json").findValues("new_cluster"));
    SubmitFiles.bundleJobs("west")
        .values()
        .forEach(j -> clusters.addAll(j.findValues("new_cluster")));
    assertThat(clusters)
        .hasSize(6)
        .allSatisfy(
            cluster -> {
              assertThat(cluster.get("data_security_mode").textValue()).isEqualTo("SINGLE_USER");
              assertThat(cluster.at("/spark_env_vars/JNAME").textValue())
                  .isEqualTo("zulu17-ca-amd64");
            });
  }

  @Test
  void theTriggerNeverOverlapsAndAFailureIsNeverSwallowed() {
    for (String file : List.of("adf/hdinsight.json", "adf/databricks.json")) {
      JsonNode template = SubmitFiles.json(file);
      JsonNode trigger = template.findParents("maxConcurrency").get(0);
      assertThat(trigger.get("maxConcurrency").intValue()).isOne();
      assertThat(trigger.get("interval").intValue()).isEqualTo(15);
      for (JsonNode resource : template.get("resources")) {
        for (JsonNode activity : resource.at("/properties/activities")) {
          if (activity.get("name").textValue().equals("fail")) {
            assertThat(activity.get("dependsOn").toString())
                .contains("{\"activity\":\"steps\",\"dependencyConditions\":[\"Failed\"]}");
          }
        }
      }
    }
  }

  private interface Reader {
    JsonSerializable<?> read(JsonReader reader) throws IOException;
  }

  private static JsonSerializable<?> read(String type, JsonNode body) throws IOException {
    try (JsonReader reader = JsonProviders.createReader(body.toString())) {
      return MODELS.get(type).read(reader);
    }
  }

  private static JsonNode written(JsonSerializable<?> model) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = JsonProviders.createWriter(text)) {
      model.toJson(writer);
    }
    return SubmitFiles.JSON.readTree(text.toString());
  }

  /** Where {@code written} does not say what {@code original} says. */
  private static Set<String> missing(String place, JsonNode original, JsonNode written) {
    Set<String> missing = new TreeSet<>();
    if (original.isObject() && written.isObject()) {
      original
          .fields()
          .forEachRemaining(
              field ->
                  missing.addAll(
                      missing(
                          place + "/" + field.getKey(),
                          field.getValue(),
                          written.path(field.getKey()))));
    } else if (original.isArray() && written.isArray() && original.size() == written.size()) {
      for (int i = 0; i < original.size(); i++) {
        missing.addAll(missing(place + "/" + i, original.get(i), written.get(i)));
      }
    } else if (!same(original, written)) {
      missing.add(place);
    }
    return missing;
  }

  /** A model may keep a whole number in more bytes. */
  private static boolean same(JsonNode one, JsonNode other) {
    return one.isNumber() && other.isNumber()
        ? one.decimalValue().compareTo(other.decimalValue()) == 0
        : one.equals(other);
  }

  /** Keys that a model only carries along because it does not know them. */
  private static Set<String> unknown(Object model) {
    Set<String> unknown = new TreeSet<>();
    walk(model, unknown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return unknown;
  }

  private static void walk(Object value, Set<String> unknown, Set<Object> seen) {
    if (value == null || !seen.add(value)) {
      return;
    }
    if (value instanceof Collection<?> many) {
      many.forEach(one -> walk(one, unknown, seen));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(one -> walk(one, unknown, seen));
    } else if (value.getClass().getName().startsWith("com.azure.resourcemanager.")) {
      for (Class<?> c = value.getClass(); c != Object.class; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            Object child = get(field, value);
            if (field.getName().equals("additionalProperties") && child instanceof Map<?, ?> map) {
              map.keySet().forEach(key -> unknown.add(String.valueOf(key)));
            } else {
              walk(child, unknown, seen);
            }
          }
        }
      }
    }
  }

  private static Object get(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // A class of the JDK; nothing of a model is in there.
      return null;
    }
  }
}
