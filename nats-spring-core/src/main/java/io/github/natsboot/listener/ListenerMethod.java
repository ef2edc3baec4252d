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

package io.github.natsboot.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.natsboot.core.SubjectTemplate;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.ObjectUtils;

/**
 * A listener's bean method, ready to be invoked with native messages. Safe for concurrent
 * use.
 */
public final class ListenerMethod {

	/**
	 * What a parameter may be besides the payload or a header.
	 */
	private static final List<Class<?>> NATIVE_TYPES = List.of(Message.class, NatsJetStreamMetaData.class,
			KeyValueEntry.class, KeyValueOperation.class, Acknowledgment.class,
			org.springframework.messaging.Message.class, MessageHeaders.class, MessageHeaderAccessor.class);

	private final ListenerHandlerMethod handlerMethod;

	private final @Nullable ArgumentReader elementReader;

	private final NatsMessageConverter converter;

	private final String description;

	private final boolean takesBytes;

	private final List<SubjectTemplate> templates;

	private final ListenerReturnType returnType;

	ListenerMethod(ListenerHandlerMethod handlerMethod, NatsMessageConverter converter, List<SubjectTemplate> templates,
			HandlerMethodArgumentResolver resolver) {
		this.handlerMethod = handlerMethod;
		this.elementReader = payloads().filter((parameter) -> List.class.isAssignableFrom(parameter.getParameterType()))
			.findFirst()
			.map((list) -> new ArgumentReader(new BatchElementParameter(list), resolver))
			.orElse(null);
		this.converter = converter;
		this.templates = templates.stream().filter((template) -> !template.names().isEmpty()).toList();
		this.description = describe(handlerMethod);
		this.returnType = ListenerReturnType.of(handlerMethod.getMethod(), handlerMethod.getBeanType());
		this.takesBytes = payloads().anyMatch((parameter) -> parameter.getParameterType() == byte[].class);
	}

	/**
	 * A bean method in words.
	 * @param bean the bean
	 * @param method the method
	 * @return such as {@code OrderListener.screen(Order)}
	 */
	public static String describe(Object bean, Method method) {
		return AopUtils.getTargetClass(bean).getSimpleName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

	private static String describe(ListenerHandlerMethod handlerMethod) {
		MethodParameter[] parameters = handlerMethod.parameters();
		return (parameters.length == 1 && parameters[0] instanceof DeclaredPayloadParameter payload)
				? "handler of " + payload.getParameterType().getSimpleName()
				: describe(handlerMethod.getBean(), handlerMethod.getMethod());
	}

	/**
	 * Invoke the method with the arguments it takes from the message.
	 * @param message the message
	 * @param provided values that are passed as they are to parameters of their types
	 * @return what the method returned
	 * @throws UnreadableMessageException when the arguments could not be made; the method
	 * was not called
	 * @throws Exception what the method threw
	 */
	public @Nullable Object invoke(Message message, Object... provided) throws Exception {
		@Nullable Object[] arguments = this.handlerMethod.resolveArguments(springMessage(message),
				this.takesBytes ? ObjectUtils.addObjectToArray(provided, body(message)) : provided);
		return this.handlerMethod.doInvoke(arguments);
	}

	/**
	 * Read one message of a batch.
	 * @param message the message
	 * @return what the method takes for it
	 * @throws UnreadableMessageException when the message cannot be read
	 */
	@Nullable Object readElement(Message message) throws UnreadableMessageException {
		return Objects.requireNonNull(this.elementReader).read(springMessage(message), body(message), message);
	}

	/**
	 * Invoke the method with a batch.
	 * @param elements what was read of its messages
	 * @param provided values that are passed as they are to parameters of their types
	 * @return what the method returned
	 * @throws Exception what the method threw
	 */
	@Nullable Object invokeBatch(List<?> elements, Object... provided) throws Exception {
		@Nullable Object[] arguments = Arrays.stream(this.handlerMethod.parameters())
			.map((parameter) -> isPayload(parameter) ? elements : find(parameter.getParameterType(), provided))
			.toArray();
		return this.handlerMethod.doInvoke(arguments);
	}

	private static Object find(Class<?> type, Object... provided) {
		return Arrays.stream(provided).filter(type::isInstance).findFirst().orElseThrow();
	}

	private org.springframework.messaging.Message<byte[]> springMessage(Message message) {
		return this.converter.toSpringMessage(message, variables(message.getSubject()));
	}

	/**
	 * What argument resolvers look for to find the named tokens of the subject.
	 */
	private Map<String, Object> variables(String subject) {
		for (SubjectTemplate template : this.templates) {
			if (template.matches(subject)) {
				return Map.of(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
						template.variables(subject));
			}
		}
		return Map.of();
	}

	/**
	 * The names of tokens that the method takes.
	 * @return the names, in the order of the parameters
	 */
	public List<String> destinationVariables() {
		return Arrays.stream(this.handlerMethod.parameters())
			.filter((parameter) -> parameter.hasParameterAnnotation(DestinationVariable.class))
			.map(ListenerMethod::destinationVariable)
			.toList();
	}

	private static String destinationVariable(MethodParameter parameter) {
		DestinationVariable annotation = parameter.getParameterAnnotation(DestinationVariable.class);
		String name = (annotation != null) ? annotation.value() : "";
		return name.isEmpty() ? String.valueOf(parameter.getParameterName()) : name;
	}

	/**
	 * Whether the method returns a value.
	 * @return {@code false} if it is {@code void}, or its result only says that it has
	 * ended
	 */
	public boolean hasReturnValue() {
		return this.returnType.value();
	}

	/**
	 * Whether the result may come after the method has returned.
	 * @return {@code true} if so
	 */
	public boolean returnsLater() {
		return this.returnType.later();
	}

	/**
	 * What the method returns.
	 * @return the type
	 */
	ListenerReturnType returnType() {
		return this.returnType;
	}

	/**
	 * The parameters that the payload goes to.
	 * @return their types
	 */
	List<String> payloadParameters() {
		return payloads().map((parameter) -> parameter.getParameterType().getSimpleName()).toList();
	}

	/**
	 * Whether the payload is taken as a list.
	 * @return {@code true} if so
	 */
	public boolean takesList() {
		return this.elementReader != null;
	}

	/**
	 * Whether the method settles messages itself.
	 * @return {@code true} if it takes an {@link Acknowledgment}, or one of a batch
	 */
	public boolean takesAcknowledgment() {
		return takes(Acknowledgment.class) || takesBatchAcknowledgment();
	}

	/**
	 * Whether the method settles the messages of a batch by their index.
	 * @return {@code true} if it takes a {@link BatchAcknowledgment}
	 */
	public boolean takesBatchAcknowledgment() {
		return takes(BatchAcknowledgment.class);
	}

	private boolean takes(Class<?> type) {
		return Arrays.stream(this.handlerMethod.parameters())
			.anyMatch((parameter) -> parameter.getParameterType() == type);
	}

	/**
	 * Whether the method takes what only a message of a stream has.
	 * @return {@code true} if it takes {@link NatsJetStreamMetaData}
	 */
	public boolean takesMetaData() {
		return takes(NatsJetStreamMetaData.class);
	}

	/**
	 * Whether the method returns a message instead of what is to be sent in one.
	 */
	boolean returnsMessage() {
		Class<?> type = ListenerReturnType.value(this.handlerMethod.getMethod(), this.handlerMethod.getBeanType())
			.resolve(Object.class);
		return Message.class.isAssignableFrom(type)
				|| org.springframework.messaging.Message.class.isAssignableFrom(type);
	}

	/**
	 * Whether the method takes what only a single message has.
	 * @return {@code true} if it has a parameter that is neither a list nor an
	 * acknowledgment
	 */
	public boolean takesOtherThanBatch() {
		return Arrays.stream(this.handlerMethod.parameters())
			.anyMatch((parameter) -> !isPayload(parameter)
					&& !Acknowledgment.class.isAssignableFrom(parameter.getParameterType()));
	}

	/**
	 * Whether the list may be any.
	 * @return {@code false} if it has to be of another type
	 */
	public boolean takesPlainList() {
		return payloads().anyMatch((parameter) -> parameter.getParameterType() == List.class);
	}

	/**
	 * Whether the method can be called for a message without a body.
	 * @return {@code false} if it has a parameter that needs one
	 */
	public boolean takesEmptyPayload() {
		return Arrays.stream(this.handlerMethod.parameters())
			.filter((parameter) -> isPayload(parameter)
					|| org.springframework.messaging.Message.class.isAssignableFrom(parameter.getParameterType()))
			.allMatch(ListenerMethod::canBeEmpty);
	}

	private static boolean canBeEmpty(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		if (org.springframework.messaging.Message.class.isAssignableFrom(type)) {
			return ResolvableType.forMethodParameter(parameter)
				.as(org.springframework.messaging.Message.class)
				.getGeneric(0)
				.resolve(Object.class)
				.isAssignableFrom(byte[].class);
		}
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		return type == byte[].class || parameter.isOptional() || (annotation != null && !annotation.required());
	}

	private Stream<MethodParameter> payloads() {
		return Arrays.stream(this.handlerMethod.parameters()).filter(ListenerMethod::isPayload);
	}

	static boolean isPayload(MethodParameter parameter) {
		return !isNamed(parameter) && !isNative(parameter.getParameterType());
	}

	/**
	 * Whether a parameter gets headers or a token of the subject, whatever its type.
	 */
	static boolean isNamed(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(Header.class) || parameter.hasParameterAnnotation(Headers.class)
				|| parameter.hasParameterAnnotation(DestinationVariable.class);
	}

	/**
	 * Whether a type is one of the library's, the client's or Spring's own, which no
	 * payload is read into.
	 */
	static boolean isNative(Class<?> type) {
		return NATIVE_TYPES.stream().anyMatch((nativeType) -> nativeType.isAssignableFrom(type));
	}

	private static byte[] body(Message message) {
		byte[] body = message.getData();
		return (body != null) ? body : new byte[0];
	}

	/**
	 * The destinations of {@code @SendTo} on the method or its class, unresolved.
	 * @return the destinations, empty if there is no such annotation
	 */
	public List<String> sendTo() {
		SendTo annotation = AnnotatedElementUtils.findMergedAnnotation(this.handlerMethod.getMethod(), SendTo.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(this.handlerMethod.getBeanType(), SendTo.class);
		}
		return (annotation != null) ? List.of(annotation.value()) : List.of();
	}

	@Override
	public String toString() {
		return this.description;
	}

}
