/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.test;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Optional;

import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import io.github.natsboot.test.app.Orders;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What annotations ask for, without a server.
 */
class EnableNatsServerTests {

	private final NatsServerContextCustomizerFactory servers = new NatsServerContextCustomizerFactory();

	private final ListenersAskedForContextCustomizerFactory listeners = new ListenersAskedForContextCustomizerFactory();

	@Test
	void classesThatAskForTheSameShareAContext() {
		assertThat(server(Plain.class)).isEqualTo(server(AlsoPlain.class))
			.hasSameHashCodeAs(server(AlsoPlain.class))
			.isEqualTo(server(Slice.class))
			.isNotEqualTo(server(WithUser.class))
			.isNotEqualTo(server(WithReset.class));
	}

	@Test
	void nestedClassesHaveTheServerOfTheirOuterClass() {
		assertThat(server(WithUser.Inner.class)).isEqualTo(server(WithUser.class));
	}

	@Test
	void theTestClassWinsOverTheSlice() {
		assertThat(server(SliceWithUser.class)).isEqualTo(server(WithUser.class));
	}

	@Test
	void aBaseClassWinsOverTheSlice() {
		assertThat(server(SliceOfABase.class)).isEqualTo(server(WithUser.class));
		assertThat(server(SliceOfABase.Inner.class)).isEqualTo(server(WithUser.class));
	}

	@Test
	void aComposedAnnotationWinsOverTheSlice() {
		assertThat(server(SliceWithComposed.class)).isEqualTo(server(WithUser.class));
	}

	@Test
	void classesWithoutTheAnnotationHaveNoServer() {
		assertThat(server(String.class)).isNull();
	}

	@Test
	void secretsAreNotShown() {
		assertThat(server(WithUser.class).toString()).doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(classes = { NoServer.class, NoPassword.class, UserAndToken.class, ResetWithoutStreams.class })
	void whatCannotWorkIsRefused(Class<?> testClass) {
		assertThatIllegalStateException().isThrownBy(() -> server(testClass))
			.withMessageStartingWith("@EnableNatsServer: ");
	}

	@ParameterizedTest
	@ValueSource(classes = { Plain.class, Slice.class, WithUser.Inner.class })
	void aTestWithOneServerNeedsWhateverThereIs(Class<?> testClass) {
		assertThat(evaluate(testClass).getReason()).hasValue("a server");
	}

	@Test
	void aTestWithAClusterNeedsWhatOneCanBeMadeOf() {
		assertThat(evaluate(Cluster.class).getReason()).hasValue("a cluster");
	}

	private static ConditionEvaluationResult evaluate(Class<?> testClass) {
		ExtensionContext context = mock(ExtensionContext.class);
		given(context.getTestClass()).willReturn(Optional.of(testClass));
		given(context.getDisplayName()).willReturn(testClass.getSimpleName());
		return new EnableNatsServerCondition((test) -> ConditionEvaluationResult.enabled("a server"),
				(test) -> ConditionEvaluationResult.enabled("a cluster"))
			.evaluateExecutionCondition(context);
	}

	@Test
	void listenersThatAreNotFoundAreTold() {
		ContextCustomizer customizer = this.listeners.createContextCustomizer(Slice.class, List.of());
		assertThat(customizer).isNotNull();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			customizer.customizeContext(context, mock(MergedContextConfiguration.class));
			assertThatIllegalStateException().isThrownBy(context::refresh)
				.withMessageContaining("@NatsTest asks for " + Orders.class.getName() + ", and no such bean was found");
		}
	}

	@Test
	void anotherServerBesideThatOfTheTestIsRefused() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(NatsTestServerAutoConfiguration.DETAILS_BEAN_NAME, NatsConnectionDetails.class,
					() -> mock(NatsConnectionDetails.class));
			context.registerBean(OneServerCheck.class, OneServerCheck::new);
			context.registerBean("vault", NatsConnectionDetails.class, () -> mock(NatsConnectionDetails.class));
			assertThatIllegalStateException().isThrownBy(context::refresh)
				.withMessageContaining("the application is told of another by vault. For that one");
		}
	}

	private ContextCustomizer server(Class<?> testClass) {
		return this.servers.createContextCustomizer(testClass, List.of());
	}

	@EnableNatsServer
	static class Plain {

	}

	@EnableNatsServer
	static class AlsoPlain {

	}

	@NatsTest(Orders.class)
	static class Slice {

	}

	@NatsTest
	@EnableNatsServer(username = "app", password = "s3cret")
	static class SliceWithUser {

	}

	@EnableNatsServer(username = "app", password = "s3cret")
	static class WithUser {

		@Nested
		class Inner {

		}

	}

	@NatsTest
	static class SliceOfABase extends WithUser {

		@Nested
		class Inner {

		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@EnableNatsServer(username = "app", password = "s3cret")
	@interface UserServer {

	}

	@NatsTest
	@UserServer
	static class SliceWithComposed {

	}

	@EnableNatsServer(reset = true)
	static class WithReset {

	}

	@EnableNatsServer(servers = 3)
	static class Cluster {

	}

	@EnableNatsServer(servers = 0)
	static class NoServer {

	}

	@EnableNatsServer(username = "app")
	static class NoPassword {

	}

	@EnableNatsServer(username = "app", password = "p", token = "t")
	static class UserAndToken {

	}

	@EnableNatsServer(jetStream = false, reset = true)
	static class ResetWithoutStreams {

	}

}
