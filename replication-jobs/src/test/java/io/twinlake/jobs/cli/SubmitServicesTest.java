package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.annotation.Get;
import com.azure.core.annotation.Post;
import com.azure.core.annotation.QueryParam;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.resourcemanager.datafactory.fluent.models.CreateRunResponseInner;
import com.azure.resourcemanager.datafactory.fluent.models.PipelineRunInner;
import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.CancelRun;
import com.databricks.sdk.service.jobs.Run;
import com.databricks.sdk.service.jobs.RunLifeCycleState;
import com.databricks.sdk.service.jobs.RunOutput;
import com.databricks.sdk.service.jobs.RunResultState;
import com.databricks.sdk.service.jobs.SubmitRunResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the scripts ask of services, and what they read in the answers, by the vendors' SDKs. */
class SubmitServicesTest {
  private static final ObjectMapper STRICT =
      SerDeUtils.createMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

  /** Of each field that databricks/run.sh reads: which answer has it, and an example of that. */
  private static final Map<String, Answer> DATABRICKS =
      Map.of(
          ".run_id",
          new Answer(SubmitRunResponse.class, "{\"run_id\":1}"),
          ".state.life_cycle_state",
          new Answer(Run.class, "{\"state\":{\"life_cycle_state\":\"RUNNING\"}}"),
          ".run_page_url",
          new Answer(Run.class, "{\"run_page_url\":\"x\"}"),
          ".state.result_state",
          new Answer(Run.class, "{\"state\":{\"result_state\":\"FAILED\"}}"),
          ".tasks[0].run_id",
          new Answer(Run.class, "{\"tasks\":[{\"run_id\":1}]}"),
          ".state.state_message",
          new Answer(Run.class, "{\"state\":{\"state_message\":\"x\"}}"),
          ".error",
          new Answer(RunOutput.class, "{\"error\":\"x\"}"));

  private record Answer(Class<?> model, String example) {}

  @Test
  void theRequestsToDatabricksAreThoseOfItsSdk() throws JsonProcessingException {
    String sdk = constants("com/databricks/sdk/service/jobs/JobsImpl.class");
    Set<String> paths = found("DATABRICKS_HOST(/api/[\\w./-]+)", "databricks/run.sh");
    assertThat(paths)
        .hasSize(4)
        .allSatisfy(path -> assertThat(sdk).containsPattern(Pattern.quote(path) + "[^\\w/-]"));
    String cancelled =
        SubmitFiles.text("databricks/run.sh")
            .lines()
            .filter(line -> line.contains("runs/cancel"))
            .map(line -> line.replaceAll(".* \"(\\{.*})\".*", "$1"))
            .findFirst()
            .orElseThrow()
            .replace("\\\"", "\"")
            .replace("$run", "11");
    assertThat(STRICT.readValue(cancelled, CancelRun.class).getRunId()).isEqualTo(11);
  }

  @Test
  void whatIsReadOfDatabricksIsWhatItSays() throws JsonProcessingException {
    Set<String> read = found("field '?(\\.[\\w.\\[\\]]+)", "databricks/run.sh");
    assertThat(read).containsExactlyInAnyOrderElementsOf(DATABRICKS.keySet());
    for (Map.Entry<String, Answer> field : DATABRICKS.entrySet()) {
      Answer answer = field.getValue();
      assertThat(STRICT.readTree(answer.example()).at(pointer(field.getKey())).isMissingNode())
          .as(field.getKey())
          .isFalse();
      Object model = STRICT.readValue(answer.example(), answer.model());
      assertThat(STRICT.writeValueAsString(model)).isEqualTo(answer.example());
    }
    assertThat(states("databricks/run.sh"))
        .containsExactlyInAnyOrder("TERMINATED", "SKIPPED", "INTERNAL_ERROR", "CANCELED")
        .allSatisfy(
            state ->
                assertThat(names(RunLifeCycleState.values(), RunResultState.values()))
                    .contains(state));
    assertThat(SubmitFiles.text("databricks/run.sh"))
        .contains("$ended != " + RunResultState.SUCCESS);
  }

  @Test
  void theRequestsToDataFactoryAreThoseOfItsSdk() {
    Set<String> known = new HashSet<>();
    Set<String> queries = new HashSet<>();
    for (String service :
        List.of(
            "PipelinesClientImpl$PipelinesService", "PipelineRunsClientImpl$PipelineRunsService")) {
      for (Method method :
          methods("com.azure.resourcemanager.datafactory.implementation." + service)) {
        Get get = method.getAnnotation(Get.class);
        Post post = method.getAnnotation(Post.class);
        if (get != null) {
          known.add("GET " + get.value());
        }
        if (post != null) {
          known.add("POST " + post.value());
        }
        for (Annotation[] parameter : method.getParameterAnnotations()) {
          for (Annotation annotation : parameter) {
            if (annotation instanceof QueryParam query) {
              queries.add(query.value());
            }
          }
        }
      }
    }
    String script = SubmitFiles.text("adf/run.sh");
    String factory =
        script
            .lines()
            .filter(line -> line.startsWith("factory=$management"))
            .map(line -> line.substring("factory=$management".length()))
            .findFirst()
            .orElseThrow()
            .replace("$AZURE_SUBSCRIPTION", "{subscriptionId}")
            .replace("$AZURE_RESOURCE_GROUP", "{resourceGroupName}")
            .replace("$AZURE_DATA_FACTORY", "{factoryName}");
    List<String> asked =
        Pattern.compile("ask (GET|POST) \"\\$factory(/[^?\"]+)")
            .matcher(script)
            .results()
            .map(
                (MatchResult m) ->
                    m.group(1)
                        + " "
                        + factory
                        + m.group(2)
                            .replace("$pipeline", "{pipelineName}")
                            .replace("$run", "{runId}"))
            .toList();
    assertThat(asked).hasSize(3);
    assertThat(known).containsAll(asked);
    assertThat(queries).contains("api-version", "isRecursive");
    assertThat(found("[?&]([\\w-]+)=", "adf/run.sh")).isSubsetOf(queries);
    String version = script.replaceAll("(?s).*version='api-version=([\\d-]+)'.*", "$1");
    assertThat(
            constants(
                "com/azure/resourcemanager/datafactory/implementation/DataFactoryManagementClientImpl.class"))
        .contains(version);
  }

  @Test
  void whatIsReadOfDataFactoryIsWhatItSays() throws IOException {
    assertThat(found("field '?(\\.[\\w.\\[\\]]+)", "adf/run.sh"))
        .containsExactly(".message", ".runId", ".status");
    try (JsonReader started = JsonProviders.createReader("{\"runId\":\"r\"}");
        JsonReader run =
            JsonProviders.createReader("{\"status\":\"Failed\",\"message\":\"why\"}")) {
      assertThat(CreateRunResponseInner.fromJson(started).runId()).isEqualTo("r");
      PipelineRunInner ended = PipelineRunInner.fromJson(run);
      assertThat(ended.status()).isEqualTo("Failed");
      assertThat(ended.message()).isEqualTo("why");
    }
  }

  private static String pointer(String field) {
    return field.replace("[0]", "/0").replace('.', '/');
  }

  private static Set<String> names(Object[]... enums) {
    return Arrays.stream(enums)
        .flatMap(Arrays::stream)
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  /** The words of a script's {@code case} branches that are states. */
  private static Set<String> states(String file) {
    return found("^\\s+((?:[A-Z_]+ \\| )*[A-Z_]+)\\)", file).stream()
        .flatMap(branch -> Arrays.stream(branch.split(" \\| ")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> found(String pattern, String file) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(SubmitFiles.text(file))
        .results()
        .map((MatchResult m) -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Method[] methods(String type) {
    try {
      return Class.forName(type).getDeclaredMethods();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** A class file as text: its constants can be read in it. */
  private static String constants(String file) {
    try (InputStream in = SubmitServicesTest.class.getClassLoader().getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
